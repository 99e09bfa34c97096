<?php
// WordPress: a plugin of one file that adds the box and tells the server of news.

/**
 * Plugin Name: Fumikura search
 * Description: Puts the search box of a Fumikura server on the site and tells the server of new, changed and removed posts.
 * Version:     1.0
 * License:     MIT
 *
 * Save this file in wp-content/plugins/ and activate it. In wp-config.php:
 *
 *   define( 'FUMIKURA_SERVER', 'https://search.example.com' );
 *   define( 'FUMIKURA_TOKEN', 'the value of serve.token' ); // without it nothing is called, and --refresh has to see to news
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/** The address of the server, without a slash at its end. */
function fumikura_server() {
	return defined( 'FUMIKURA_SERVER' ) ? rtrim( FUMIKURA_SERVER, '/' ) : '';
}

add_action(
	'wp_enqueue_scripts',
	function () {
		if ( fumikura_server() !== '' ) {
			wp_enqueue_script( 'fumikura', fumikura_server() . '/widget.js', array(), null, array( 'strategy' => 'defer', 'in_footer' => true ) );
		}
	}
);

/**
 * Called on every change of a post's state. A run is asked for when what readers see has changed; several posts that are saved
 * together ask once, for a run takes all of them.
 */
function fumikura_changed( $new, $old, $post ) {
	if ( $post->post_type !== 'post' || ( $new !== 'publish' && $old !== 'publish' ) ) {
		return;
	}
	if ( ! wp_next_scheduled( 'fumikura_reindex' ) ) {
		wp_schedule_single_event( time() + 10, 'fumikura_reindex' );
	}
}
add_action( 'transition_post_status', 'fumikura_changed', 10, 3 );

/** Asks the server for a run; while one is under way it answers 409, and this asks again a minute later. */
function fumikura_reindex() {
	if ( fumikura_server() === '' || ! defined( 'FUMIKURA_TOKEN' ) ) {
		return;
	}
	$answer = wp_remote_post(
		fumikura_server() . '/api/v1/reindex',
		array( 'headers' => array( 'Authorization' => 'Bearer ' . FUMIKURA_TOKEN ), 'timeout' => 10 )
	);
	if ( ! is_wp_error( $answer ) && 409 === wp_remote_retrieve_response_code( $answer ) ) {
		wp_schedule_single_event( time() + 60, 'fumikura_reindex' );
	}
}
add_action( 'fumikura_reindex', 'fumikura_reindex' );
